import { step } from '../../../functions/core/decide/step.ts';

export const handler = step;
