import { deployedSettings } from '../../../functions/settings/deployed-settings.ts';

export const handler = deployedSettings;
