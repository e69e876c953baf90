/** Thrown when the settings cannot be used. Lists every fault, and never holds a secret's value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** One line each: setting, value, and what it must be. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    const [only, ...others] = faults;
    super(
      others.length === 0
        ? String(only)
        : `${faults.length} faults in the settings:\n${faults.map((fault) => `- ${fault}`).join('\n')}`,
      options,
    );
    this.faults = faults;
  }
}
