import { describe, expect, it } from '@jest/globals';
import { LinearHooks, LinearHookSecrets, secretsOf } from './linear-hooks.ts';
import { isSigned, signatureOf } from './signature.ts';

describe('the webhooks that are configured', () => {
  it('have a name, a tenant, and a project unless it is the default one', () => {
    expect(LinearHooks.parse('main=acme/shop, other=elsewhere,')).toEqual([
      { name: 'main', tenant: 'acme', project: 'shop' },
      { name: 'other', tenant: 'elsewhere', project: 'default' },
    ]);
    expect(LinearHooks.parse('')).toEqual([]);
  });

  it.each(['main', '=acme', 'main=', 'main=/shop', 'Main=acme', 'ma in=acme', 'main=acme/', '../x=acme'])(
    'are refused when they are "%s"',
    (text) => {
      expect(LinearHooks.safeParse(text).success).toBe(false);
    },
  );
});

describe('the secret of a webhook', () => {
  const own = LinearHookSecrets.parse('main=s1, other=s=2,main=s3,');

  it('is its own when it has one, and that of all otherwise', () => {
    expect(secretsOf('main', own, ['all'])).toEqual(['s1', 's3']);
    expect(secretsOf('other', own, ['all'])).toEqual(['s=2']);
    expect(secretsOf('third', own, ['all'])).toEqual(['all']);
    expect(secretsOf('third', own, [])).toEqual([]);
  });

  it.each(['main', 'main=', '=s', 'Main=s'])('is refused when it is given as "%s"', (text) => {
    expect(LinearHookSecrets.safeParse(text).success).toBe(false);
  });
});

describe('a signature', () => {
  const body = Buffer.from('{"type":"Issue"}');

  it('is that of RFC 4231, in hexadecimal digits of either case', () => {
    const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(signatureOf(Buffer.from('what do ya want for nothing?'), 'Jefe')).toBe(known);
    expect(isSigned(Buffer.from('what do ya want for nothing?'), known.toUpperCase(), ['Jefe'])).toBe(true);
  });

  it('may be made with any of the secrets, and with no other', () => {
    expect(isSigned(body, signatureOf(body, 'new'), ['old', 'new'])).toBe(true);
    expect(isSigned(body, signatureOf(body, 'gone'), ['old', 'new'])).toBe(false);
    expect(isSigned(body, signatureOf(body, ''), [])).toBe(false);
  });

  it('fits its very bytes only', () => {
    expect(isSigned(Buffer.from('{"type": "Issue"}'), signatureOf(body, 's'), ['s'])).toBe(false);
    for (const wrong of [undefined, '', 'zz', signatureOf(body, 's').slice(1), `${signatureOf(body, 's')}00`])
      expect(isSigned(body, wrong, ['s'])).toBe(false);
  });
});
