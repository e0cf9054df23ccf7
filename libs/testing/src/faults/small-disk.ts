import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of a few megabytes in memory, which can be filled up. Only root may mount one, and not everywhere: see {@link SmallDisk.isPossible}. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Whether this process may mount one. */
  static async isPossible(): Promise<boolean> {
    return SmallDisk.mount(1, tmpdir()).then(
      (disk) => disk.unmount().then(() => true),
      () => false,
    );
  }

  /** For the user who owns `like`. */
  static async mount(megabytes: number, like: string): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'skein-small-disk-'));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder]).catch(async (error: unknown) => {
      await rm(folder, { recursive: true });
      throw error;
    });
    const { uid, gid } = await stat(like);
    await chown(folder, uid, gid);
    return new SmallDisk(folder);
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    const { stdout } = await run('df', ['--output=avail', '-B1', this.folder]);
    const ballast = join(this.folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(Number(stdout.trim().split('\n').at(-1))));
  }

  /** Gives back what {@link fill} has taken. */
  empty(): Promise<void> {
    return rm(join(this.folder, 'ballast'));
  }

  async unmount(): Promise<void> {
    await run('umount', ['-l', this.folder]);
    await rm(this.folder, { recursive: true });
  }
}
