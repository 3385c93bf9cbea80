import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatCount } from './format-count.ts';

export type Tab<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  readonly count?: number;
  readonly content: ReactNode;
};

/** Views beside one another, one shown. */
export function Tabs<Value extends string>({
  label,
  value,
  onChange,
  tabs,
}: {
  /** What the tabs are of, for screen readers. */
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly Tab<Value>[];
}) {
  return (
    <Radix.Root
      className="tabs"
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((each) => each.value === next);
        if (tab) onChange(tab.value);
      }}
    >
      <Radix.List className="tab-list" aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className="tab">
            {tab.label}
            {tab.count === undefined ? null : <span className="tab-count">{formatCount(tab.count)}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="tab-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
