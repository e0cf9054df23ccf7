import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEnvironment } from './test-environment.ts';

/**
 * Beginning for the names of all topics and groups of a spec file, so that files that run at once do not meet.
 *
 * @param fileUrl - `import.meta.url` of the spec file
 * @returns for example `event-store-3f2a9c01-`
 */
export function topicPrefix(fileUrl: string): string {
  const name = basename(fileURLToPath(fileUrl)).split('.')[0];
  const unique = createHash('sha256').update(`${testEnvironment().run} ${fileUrl}`).digest('hex').slice(0, 8);
  return `${name}-${unique}-`;
}
