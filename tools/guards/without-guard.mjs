import { fileURLToPath } from 'node:url';
import { guards } from '../../test/guards/guards.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The guard of this name. Throws when there is none: a misspelt name must not pass for a guard that nobody needs. */
export function guardNamed(name) {
  const guard = guards.find((one) => one.name === name);
  if (!guard) throw new Error(`no guard is called "${name}"; there are: ${guards.map((one) => one.name).join(', ')}`);
  return guard;
}

/** The source without the guard, if it is the guard's file; as it is otherwise. The guard must be found exactly once. */
export function sourceWithout(guard, filename, source) {
  if (filename !== `${root}${guard.file}`) return source;
  const found = source.split(guard.find).length - 1;
  if (found !== 1) throw new Error(`the guard "${guard.name}" is ${found} times in ${guard.file}, not once`);
  return source.replace(guard.find, () => guard.replacedBy);
}
