import { createHmac, timingSafeEqual } from 'node:crypto';

/** Linear's: the HMAC-SHA256 of the bytes as they were sent, in hexadecimal digits. */
export const signatureOf = (body: Buffer, secret: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** Whether one of the secrets has signed these bytes. It takes as long for a signature that is nearly right as for any other. */
export function isSigned(body: Buffer, signature: string | undefined, secrets: readonly string[]): boolean {
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature ?? '') ? signature! : '', 'hex');
  const made = secrets.map((secret) => Buffer.from(signatureOf(body, secret), 'hex'));
  return given.length > 0 && made.map((one) => timingSafeEqual(one, given)).includes(true);
}
