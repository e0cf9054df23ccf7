/** What the environment says about where to go; an empty variable says nothing. */
export interface ClientEnvironment {
  /** `SKEIN_URL` */
  url: string | undefined;
  /** `SKEIN_API_KEY` */
  key: string | undefined;
  /** `SKEIN_HOME` */
  home: string | undefined;
}

export function clientEnvironment(): ClientEnvironment {
  const { SKEIN_URL: url, SKEIN_API_KEY: key, SKEIN_HOME: home } = process.env;
  return { url: url || undefined, key: key || undefined, home: home || undefined };
}
