import { Tenant } from '@skein/contracts';
import { z } from 'zod';

/** Whose index the deliveries of a webhook are about. */
export interface LinearHook {
  /** The last part of its address. */
  name: string;
  tenant: string;
  project: string;
}

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name of lower-case letters, digits and "-"');

const Hook = z.object({
  name: Name,
  tenant: Tenant,
  project: z.string().min(1).max(100),
});

/** `main=acme/shop,other=acme`: a name, a tenant, and a project unless it is the default one. */
export const LinearHooks = z
  .string()
  .transform((text) => text.split(',').filter(Boolean).map(partsOf))
  .pipe(z.array(Hook));

function partsOf(text: string): LinearHook {
  const [, name = '', tenant = '', project = 'default'] = /^([^=]*)=([^/]*)(?:\/(.*))?$/.exec(text.trim()) ?? [];
  return { name, tenant, project };
}

/** `main=lin_wh_…,other=lin_wh_…`: a secret of one webhook alone; a name twice has two, while one takes the place of the other. */
export const LinearHookSecrets = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .filter(Boolean)
      .map((one) => {
        const [, name = '', secret = ''] = /^([^=]*)=(.*)$/.exec(one.trim()) ?? [];
        return { name, secret };
      }),
  )
  .pipe(z.array(z.object({ name: Name, secret: z.string().min(1, 'a secret behind "="') })));

/** With what deliveries to a webhook may be signed: with its own secrets if it has any, else with those of all. */
export function secretsOf(name: string, own: z.output<typeof LinearHookSecrets>, ofAll: readonly string[]): readonly string[] {
  const secrets = own.filter((one) => one.name === name).map(({ secret }) => secret);
  return secrets.length > 0 ? secrets : ofAll;
}
