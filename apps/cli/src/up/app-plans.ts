import { join } from 'node:path';
import { homeFiles } from '../home/home-files.ts';
import { root } from '../place.ts';
import { appNames, urlOf, type AppName, type AppPlan } from '../supervisor/app-plan.ts';
import type { Identity } from './prepare-identity.ts';

interface Surroundings {
  home: string;
  ports: Readonly<Record<AppName, number>>;
  brokers: readonly string[];
  databaseUrl: string;
  topicPrefix: string;
  partitions: number;
  identity: Identity;
}

/** How each app is started. */
export function appPlans({ home, ports, ...rest }: Surroundings): AppPlan[] {
  const addresses = Object.fromEntries(appNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, urlOf(ports[name])]));
  const env = { ...addresses, ...environment(rest) };
  return appNames.map((name) => ({
    name,
    main: join(root, 'apps', name, 'dist', 'main.js'),
    port: ports[name],
    log: homeFiles(home).logOf(name),
    // The gateway passes on what callers show; it needs no secret of its own.
    env: name === 'gateway' ? addresses : env,
  }));
}

const environment = ({ brokers, databaseUrl, topicPrefix, partitions, identity }: Omit<Surroundings, 'home' | 'ports'>) => ({
  KAFKA_BROKERS: brokers.join(','),
  DATABASE_URL: databaseUrl,
  TOPIC_PREFIX: topicPrefix,
  PARTITIONS: String(partitions),
  SKEIN_SECRET: identity.secret,
  SKEIN_API_KEY: identity.servicesKey,
  SKEIN_LOCAL_MODE: 'true',
});
