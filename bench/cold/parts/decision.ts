import { step } from '../../../functions/core/step.ts';

export const handler = step;
