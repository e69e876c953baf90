import { loadSettings } from '../../../functions/settings/settings.ts';

export const handler = loadSettings;
