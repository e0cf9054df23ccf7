import { SkeinError, type Principal, type Scope } from '@skein/contracts';

/** Throws `identity.scope-missing` unless the key may be used for `scope`. For rules that depend on what the request says. */
export function requireScope({ tenant, subject, scopes }: Principal, scope: Scope): void {
  if (scopes.includes(scope)) return;
  const makes = `skein key create --tenant ${tenant} --subject ${subject} --scopes ${[...scopes, scope].join(',')}`;
  const message = `The key of "${subject}" lacks the scope "${scope}". It has ${scopes.join(', ') || 'none'}. Use a key that has it: "${makes}" makes one, where the deployment runs.`;
  throw new SkeinError('identity.scope-missing', message, { needs: scope, has: scopes });
}
