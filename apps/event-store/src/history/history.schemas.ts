import { Instant, ReadAfter, StoredEvent, StreamId } from '@skein/contracts';
import { z } from 'zod';
import { exportFormats } from './export-lines.ts';

const Version = z.coerce.number().int().min(1);

export const StateQuery = z.strictObject({ ...ReadAfter, version: Version.optional(), at: Instant.optional() });
export const DiffQuery = z.strictObject({
  ...ReadAfter,
  from: Version,
  to: Version,
  /** The workflow that `to` is a version of; the same one when absent. */
  with: StreamId.optional(),
});
export const ExportQuery = z.strictObject({ ...ReadAfter, format: z.enum(exportFormats).default('json') });

export const State = z.record(z.string(), z.unknown()).meta({ id: 'WorkflowState' });
export const Snapshot = z.object({ version: z.int(), reducerVersion: z.int(), time: Instant, bytes: z.int() }).meta({ id: 'Snapshot' });
export const Diff = z
  .object({ changes: z.array(z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })) })
  .meta({ id: 'StateDiff' });
export const CausalChain = z
  .object({
    chain: z.array(
      z.object({
        event: StoredEvent,
        because: z.enum(['asked', 'causation', 'same-command', 'same-step', 'same-gate', 'started']),
      }),
    ),
  })
  .meta({ id: 'CausalChain' });
export const Verification = z
  .object({
    workflow: StreamId,
    ok: z.boolean(),
    events: z.int(),
    snapshots: z.int(),
    faults: z.array(z.object({ version: z.int(), text: z.string() })),
  })
  .meta({ id: 'Verification' });
