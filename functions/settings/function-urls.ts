import type { Settings } from './settings-schema.ts';

/**
 * Regions in which AWS has no Function URLs: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html,
 * as of 24 November 2026.
 */
const REGIONS_WITHOUT = [
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
];

export function hasFunctionUrls(region: string): boolean {
  return !REGIONS_WITHOUT.includes(region);
}

/** Why these settings cannot be deployed there; undefined: they can. */
export function regionFault({ page }: Pick<Settings, 'page'>, region: string): string | undefined {
  if (!page || hasFunctionUrls(region)) return undefined;
  return `page: AWS has no Function URLs in ${region}, so there can be no page and no webhooks: set "page": false (alerts work without), or deploy to another region`;
}
