import { Lock } from 'lucide-react';
import { classNames } from './class-names.ts';
import { VisuallyHidden } from './visually-hidden.tsx';

/** An environment's colour (1 to 8) as a small square; decorative, its name stands beside it. */
export function EnvironmentSwatch({ colour, size = 8 }: { readonly colour: number; readonly size?: 8 | 12 }) {
  return (
    <span
      className={classNames('env-swatch', size === 12 && 'env-swatch-large')}
      data-colour={colour}
      aria-hidden="true"
    />
  );
}

/** An environment as it is named everywhere: colour, name, and a lock where it is protected. */
export function EnvironmentName({
  name,
  colour,
  protected: isProtected,
}: {
  readonly name: string;
  readonly colour: number;
  readonly protected: boolean;
}) {
  return (
    <span className="env-name">
      <EnvironmentSwatch colour={colour} />
      <span className="truncate">{name}</span>
      {isProtected ? (
        <>
          <Lock size={11} className="env-lock" aria-hidden="true" />
          <VisuallyHidden>(protected)</VisuallyHidden>
        </>
      ) : null}
    </span>
  );
}
