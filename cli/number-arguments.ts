import { InvalidArgumentError } from 'commander';

/** For an option that takes a plain number between two bounds, both included. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Must be a number from ${min} to ${max}.`);
  };
}

/** The same without decimals. */
export function wholeNumberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Must be a whole number from ${min} to ${max}.`);
  };
}
