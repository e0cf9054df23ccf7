import { createRequire } from 'node:module';

/** The boundary rule reads Nx's project graph from a cache, and passes everything when there is none: so make it, each time. */
export async function prepareProjectGraph() {
  process.env.NX_DAEMON = 'false';
  const { createProjectGraphAsync } = createRequire(import.meta.url)('@nx/devkit');
  await createProjectGraphAsync({ exitOnError: false });
}
