import { isAddress, nameOfPlace } from '@skein/contracts';

/** Where people look at a file of a repository, for hosts whose addresses are known. */
export function webAddress(place: string, commit: string, path: string): string | undefined {
  if (!isAddress(place)) return undefined;
  const { protocol, host } = new URL(place);
  const known = protocol === 'https:' && /^(?:github|gitlab)\.com$/.test(host);
  return known ? `https://${nameOfPlace(place)}/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}` : undefined;
}
