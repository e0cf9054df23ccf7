import { chmod, mkdir } from 'node:fs/promises';

/** What others may do with a folder of ours: nothing, or pass through it to what another user owns beneath it. */
export type Openness = 'closed' | 'passable';

// Root's Postgres runs as another user, who has to get to its files; names and contents stay hidden from that one too.
const modes = { closed: 0o700, passable: 0o711 } as const;

/** How the folders above the database's must be. */
export const aboveDatabase = (): Openness => (process.getuid?.() === 0 ? 'passable' : 'closed');

/** Makes a folder that others cannot look into. One that is there stays as it is: it may be there for more than this. */
export async function makePrivateFolder(folder: string, openness: Openness): Promise<void> {
  await mkdir(folder, { recursive: true, mode: modes[openness] });
}

/** The same for a folder that is ours alone: one that an earlier run has made is closed too. */
export async function closeFolder(folder: string, openness: Openness = 'closed'): Promise<void> {
  await makePrivateFolder(folder, openness);
  await chmod(folder, modes[openness]);
}
