import { z } from 'zod';

/**
 * What became of a delivery. `noted`: kept, and looked at in a moment; `known`: it came before; `ignored`: it is about nothing that is indexed.
 */
export const WebhookTaken = z.object({ outcome: z.enum(['noted', 'known', 'ignored']) }).meta({ id: 'WebhookTaken' });
export type WebhookTaken = z.infer<typeof WebhookTaken>;
