import { describe, expect, it } from '@jest/globals';
import type { Principal } from '@skein/contracts';
import { requireScope } from './require-scope.ts';

describe('a key without the scope that is needed', () => {
  const ann: Principal = { tenant: 'acme', subject: 'ann', roles: [], scopes: ['read', 'write'] };

  it('is refused with what it has, and with the command that makes one that fits', () => {
    expect(() => requireScope(ann, 'admin')).toThrow('skein key create --tenant acme --subject ann --scopes read,write,admin');
    expect(() => requireScope(ann, 'write')).not.toThrow();
  });
});
