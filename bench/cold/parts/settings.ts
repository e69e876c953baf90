import { deployedSettings } from '../../../functions/settings/environment.ts';

export const handler = deployedSettings;
