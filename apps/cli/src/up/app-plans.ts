import { delimiter, dirname, join, resolve } from 'node:path';
import { homeFiles } from '../home/home-files.ts';
import { root } from '../place.ts';
import { urlOf, type AppPlan } from '../supervisor/app-plan.ts';
import { developer, type Identity } from './prepare-identity.ts';
import { isReplicated, replicasOf, type Replicas } from './replicas.ts';

interface Surroundings {
  home: string;
  /** By the name of each replica. */
  ports: Readonly<Record<string, number>>;
  replicas: Replicas;
  brokers: readonly string[];
  databaseUrl: string;
  topicPrefix: string;
  partitions: number;
  identity: Identity;
}

/** How each replica of each app is started. */
export function appPlans({ home, ports, replicas, ...rest }: Surroundings): AppPlan[] {
  const plans = replicasOf(replicas);
  const urlsOf = (app: string) => plans.filter((one) => one.app === app).map(({ name }) => urlOf(ports[name]!));
  const apps = [...new Set(plans.map(({ app }) => app))];
  // What has several replicas is reached through the gateway, which knows which of them answer.
  const addresses = Object.fromEntries(
    apps.map((app) => [variableOf(app), isReplicated(replicas, app) ? urlOf(ports['gateway']!) : urlsOf(app)[0]!]),
  );
  const replicaAddresses = Object.fromEntries(apps.map((app) => [variableOf(app), urlsOf(app).join(',')]));
  const env = { ...addresses, ...environment(rest), ...indexing(home) };
  return plans.map(({ app, name }) => ({
    app,
    name,
    main: join(root, 'apps', app, 'dist', 'main.js'),
    port: ports[name]!,
    log: homeFiles(home).logOf(name),
    // The gateway passes on what callers show; it needs no secret of its own.
    env: app === 'gateway' ? replicaAddresses : env,
  }));
}

const variableOf = (app: string) => `${app.toUpperCase().replaceAll('-', '_')}_URL`;

/** What lies around the home may be indexed; other folders must be named. */
const indexing = (home: string) => ({
  INDEX_ROOTS: process.env.INDEX_ROOTS || dirname(resolve(home)),
  INDEX_DATA: homeFiles(home).index,
  // Keys and data of the deployment are there.
  INDEX_EXCEPT: [resolve(home), process.env.INDEX_EXCEPT].filter(Boolean).join(delimiter),
  LINEAR_WEBHOOKS: process.env.LINEAR_WEBHOOKS || `main=${developer.tenant}`,
});

const environment = ({ brokers, databaseUrl, topicPrefix, partitions, identity }: Omit<Surroundings, 'home' | 'ports' | 'replicas'>) => ({
  KAFKA_BROKERS: brokers.join(','),
  DATABASE_URL: databaseUrl,
  TOPIC_PREFIX: topicPrefix,
  PARTITIONS: String(partitions),
  SKEIN_SECRET: identity.secret,
  SKEIN_API_KEY: identity.servicesKey,
  SKEIN_LOCAL_MODE: 'true',
});
