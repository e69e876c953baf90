import { isIP } from 'node:net';
import { isPrivateAddress } from '../functions/adapters/http/private-address.ts';

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
  if (isIP(address) !== 0) return !isPrivateAddress(address);
  return (
    /\.[a-z][a-z0-9-]*\.?$/i.test(hostname) && !/\.(localhost|local|internal)\.?$/i.test(hostname)
  );
}

function isLoopbackName(hostname: string): boolean {
  return /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
}
