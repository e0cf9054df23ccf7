import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { wrongValue } from '../../command/wrong-value.ts';

/** Runs git in a repository that it only reads. */
export class Git {
  constructor(private readonly repository: string) {}

  async text(...args: readonly string[]): Promise<string> {
    return (await this.bytes(args)).toString();
  }

  /** The bytes of many blobs, in the order of their ids, with one process. */
  async blobs(ids: readonly string[]): Promise<Buffer[]> {
    const output = await this.bytes(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
    const blobs: Buffer[] = [];
    for (let at = 0; blobs.length < ids.length;) {
      const headEnd = output.indexOf(10, at);
      const size = Number(output.subarray(at, headEnd).toString().split(' ')[2]);
      blobs.push(output.subarray(headEnd + 1, headEnd + 1 + size));
      at = headEnd + 1 + size + 1;
    }
    return blobs;
  }

  private async bytes(args: readonly string[], input = ''): Promise<Buffer> {
    const child = spawn('git', ['-C', this.repository, ...args], { stdio: 'pipe' });
    const ended = once(child, 'close');
    child.stdin.on('error', () => undefined); // git ended before it read all; its exit code says so
    child.stdin.end(input);
    const [output, complaint, [code]] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
    if (code === 0) return output;
    throw wrongValue(`git cannot read ${this.repository}`, complaint.trim().split('\n')[0] ?? '', 'give the folder of a git repository.');
  }
}
