import { describe, expect, it } from '@jest/globals';
import { sealHolds, sealPrincipal, type Sealed } from './principal-seal.ts';

const secret = 'a secret of the deployment';
const sealed: Sealed = {
  principal: { tenant: 'acme', subject: 'ann', roles: ['lead'], scopes: ['write'] },
  commandId: 'c1',
  stream: 's1',
  commandHash: 'a'.repeat(64),
};
const seal = sealPrincipal(secret, sealed);

describe('a seal', () => {
  it('holds for what it was made of, in whatever order that is written', () => {
    const { principal, commandId, stream, commandHash } = sealed;
    const { tenant, subject, roles, scopes } = principal;
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
    expect(sealHolds(secret, { commandHash, stream, commandId, principal: { scopes, roles, subject, tenant } }, seal)).toBe(true);
  });

  it.each<[string, Partial<Sealed>]>([
    ['another tenant', { principal: { ...sealed.principal, tenant: 'other' } }],
    ['another subject', { principal: { ...sealed.principal, subject: 'bob' } }],
    ['one more role', { principal: { ...sealed.principal, roles: ['lead', 'admin'] } }],
    ['one more scope', { principal: { ...sealed.principal, scopes: ['write', 'admin'] } }],
    ['another command', { commandId: 'c2' }],
    ['another stream', { stream: 's2' }],
    ['another content', { commandHash: 'b'.repeat(64) }],
  ])('breaks for %s', (_, change) => {
    expect(sealHolds(secret, { ...sealed, ...change }, seal)).toBe(false);
  });

  it('breaks under another secret', () => {
    expect(sealHolds('another secret', sealed, seal)).toBe(false);
  });

  it.each([
    ['of another length', 'abcd'],
    ['that is empty', ''],
    ['that is no hex', 'z'.repeat(64)],
    ['that differs in its last digit only', seal.slice(0, -1) + (seal.endsWith('0') ? '1' : '0')],
    ['that differs in its first digit only', (seal.startsWith('0') ? '1' : '0') + seal.slice(1)],
  ])('breaks, without an error, when a seal is given %s', (_, given) => {
    expect(sealHolds(secret, sealed, given)).toBe(false);
  });
});
