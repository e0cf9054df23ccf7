import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone that this program runs from; the same from source and compiled. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of one deployment: `SKEIN_HOME`, else `.skein` in the clone. */
export const homeOf = (env: NodeJS.ProcessEnv): string => resolve(env.SKEIN_HOME || `${root}.skein`);
