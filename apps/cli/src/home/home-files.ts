import { join } from 'node:path';

/** What is where in the folder of a deployment. Broker and database have folders of their own beside these. */
export const homeFiles = (home: string) => ({
  run: join(home, 'run.json'),
  ports: join(home, 'ports.json'),
  /** Seals principals on the commands topics. */
  secret: join(home, 'secret'),
  developmentKey: join(home, 'development.key'),
  /** With which the apps call each other. */
  servicesKey: join(home, 'services.key'),
  logs: join(home, 'logs'),
  /** Clones of what was indexed. */
  index: join(home, 'index'),
  /** Keeps all of this out of commits. */
  ignore: join(home, '.gitignore'),
  logOf: (name: string) => join(home, 'logs', `${name}.log`),
});
