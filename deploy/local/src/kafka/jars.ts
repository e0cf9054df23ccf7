import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';

/** Version of the broker; part of the cache folder's name. */
export const kafkaVersion = '4.3.1';

/** Committed sums of every jar, in the format of `sha256sum`. */
export const sumsFile = new URL('../../kafka/jars.sha256', import.meta.url);

/** Reads a list of sums: file name → SHA-256 in hex. */
export async function readSums(file: URL | string = sumsFile): Promise<Map<string, string>> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return new Map(lines.map((line) => line.split(/\s+\*?/, 2)).map(([sum = '', name = '']) => [name, sum]));
}

/**
 * Checks that a folder holds every listed jar with exactly the listed content, and answers the class path made of those alone.
 * Hashing all of them takes a tenth of a second, so it is done on every start.
 */
export async function verifiedClassPath(folder: string, sums: ReadonlyMap<string, string>): Promise<string[]> {
  return Promise.all(
    [...sums].map(async ([name, sum]) => {
      const file = join(folder, name);
      const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw mismatch(folder, `${name} is missing`, error);
        throw error;
      });
      if (hash('sha256', content) !== sum) throw mismatch(folder, `the SHA-256 of ${name} is not the one listed`);
      return file;
    }),
  );
}

/** Class path of a folder of one's own (`KAFKA_LIBS`), which may be another build of the broker and is therefore not compared. */
export async function ownClassPath(folder: string): Promise<string[]> {
  const jars = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jar'));
  if (jars.some((name) => /^kafka_2\.\d+-/.test(name))) return jars.map((name) => join(folder, name));
  throw new StackError('stack.libs-incomplete', `KAFKA_LIBS is set to ${folder}, which holds no broker`, {
    why: 'there is no kafka_2.13-*.jar in it.',
    todo: 'set it to the libs folder of a Kafka distribution, or unset it: the jars are fetched then.',
  });
}

function mismatch(folder: string, why: string, cause?: unknown): StackError {
  return new StackError('stack.jar-mismatch', 'the fetched broker is not the one this project was made with', {
    why: `${why} (in ${folder}).`,
    todo: `remove ${folder} and start again: it is fetched anew. If that does not help, the source it is fetched from cannot be trusted.`,
    cause,
  });
}
