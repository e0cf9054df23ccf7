import { z } from 'zod';
import { Sha256 } from '../core/primitives.ts';
import { Line, text } from '../core/text.ts';

export const MAX_TURN_CHARS = 200_000;

/** One contribution to a thread. */
export const Turn = z
  .strictObject({
    role: z.enum(['user', 'assistant', 'system', 'tool']),
    content: text(MAX_TURN_CHARS),
    agent: Line.optional(),
    model: Line.optional(),
    provider: Line.optional(),
    tool: Line.optional(),
    /** Files and images, as artifacts. */
    files: z
      .array(z.strictObject({ name: Line, sha256: Sha256 }))
      .max(50)
      .optional(),
    tokens: z.int().min(0).optional(),
  })
  .meta({ id: 'Turn' });
export type Turn = z.infer<typeof Turn>;
