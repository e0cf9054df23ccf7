import { isAddress } from './repository.ts';

/** What a repository is called when nobody names it: host and path of an address, else the folder. */
export function repositoryName(place: string): string {
  if (!isAddress(place)) return place;
  const { host, pathname } = new URL(place);
  return `${host}${pathname}`.replace(/\.git\/?$/, '').replace(/^\/|\/$/g, '');
}

/** Where people look at a file of a repository, for hosts whose addresses are known. */
export function webAddress(place: string, commit: string, path: string): string | undefined {
  if (!isAddress(place)) return undefined;
  const { protocol, host } = new URL(place);
  const known = protocol === 'https:' && /^(?:github|gitlab)\.com$/.test(host);
  return known ? `https://${repositoryName(place)}/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}` : undefined;
}
