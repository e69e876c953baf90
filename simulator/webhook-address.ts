import { BlockList, isIP } from 'node:net';

/** Ranges that no service on the internet is reached at. */
const PRIVATE = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(address, prefix, 'ipv6');
}

/**
 * Whether the vendor takes this address for a webhook: public https. Names are not looked up: one that only resolves
 * to a private address counts as public.
 * @param allowLoopback also http and https to this machine
 */
export function isWebhookAddress(text: unknown, allowLoopback: boolean): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (allowLoopback && isLoopbackName(hostname)) return /^https?:$/.test(protocol);
  return protocol === 'https:' && isPublicName(hostname);
}

function isPublicName(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version !== 0) return !PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6');
  return (
    /\.[a-z][a-z0-9-]*\.?$/i.test(hostname) && !/\.(localhost|local|internal)\.?$/i.test(hostname)
  );
}

function isLoopbackName(hostname: string): boolean {
  return /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
}
