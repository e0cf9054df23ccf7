import { z } from 'zod';
import { Role, Subject, Tenant } from '../core/primitives.ts';

/** What a credential may be used for. */
export const Scope = z.enum(['read', 'write', 'approve', 'admin']).meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

/** Who is calling, as the credential says; nothing in a request can change it. */
export const Principal = z
  .strictObject({ tenant: Tenant, subject: Subject, roles: z.array(Role).max(50), scopes: z.array(Scope).max(10) })
  .meta({ id: 'Principal' });
export type Principal = z.infer<typeof Principal>;
