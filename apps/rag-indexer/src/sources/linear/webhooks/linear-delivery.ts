import { z } from 'zod';
import type { LinearKind } from '../linear-source.ts';

const Id = z.string().min(1).max(100);

/** What is read of a delivery. What else it says of the thing is not believed: the thing is asked for. */
export const LinearDelivery = z.object({
  type: z.string(),
  /** When it was sent, in ms since 1970. */
  webhookTimestamp: z.number(),
  data: z
    .object({ id: Id.optional(), issueId: Id.nullish(), issue: z.object({ id: Id }).nullish() })
    .nullish()
    .catch(undefined),
});
export type LinearDelivery = z.infer<typeof LinearDelivery>;

/** A thing that is to be looked at again. */
export interface LinearHint {
  kind: LinearKind;
  id: string;
}

/** `undefined`: it is about nothing that is indexed. */
export function hintOf({ type, data }: LinearDelivery): LinearHint | undefined {
  const of = (kind: LinearKind, id: string | null | undefined) => (id ? { kind, id } : undefined);
  if (type === 'Issue') return of('issues', data?.id);
  if (type === 'Comment') return of('issues', data?.issueId ?? data?.issue?.id);
  if (type === 'Project') return of('projects', data?.id);
  return type === 'Document' ? of('documents', data?.id) : undefined;
}
