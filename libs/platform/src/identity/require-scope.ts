import { SkeinError, type Principal, type Scope } from '@skein/contracts';

/** Throws `identity.scope-missing` unless the key may be used for `scope`. For rules that depend on what the request says. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.includes(scope)) return;
  const message = `The key of "${principal.subject}" lacks the scope "${scope}". Use a key that has it, or have one made.`;
  throw new SkeinError('identity.scope-missing', message, { needs: scope, has: principal.scopes });
}
