import { Tenant } from '@skein/contracts';
import { z } from 'zod';

/** Whose index the deliveries of a webhook are about. */
export interface LinearHook {
  /** The last part of its address. */
  name: string;
  tenant: string;
  project: string;
}

const Hook = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name of lower-case letters, digits and "-"'),
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
