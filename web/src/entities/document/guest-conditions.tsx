import { Box } from '@mantine/core';
import { useState } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import type { InputProps } from '../../shared/document/document-context';
import { saysTheSame } from '../../shared/document/document-store';
import { withDays, withoutIds } from '../condition/condition-fields';
import { GuestRule } from '../condition/guest-rule';

type GuestConditionsProps = Pick<InputProps, 'value' | 'onChange'> & { readonly isReadOnly?: boolean };

/**
 * Conditions that select guests. The builder keeps its own copy of the conditions, so a new builder is made when the page replaces the conditions.
 */
export function GuestConditions({ value, onChange, isReadOnly = false }: GuestConditionsProps) {
  const [held, setHeld] = useState({ value, round: 0 });
  if (!saysTheSame(held.value, value)) setHeld({ value, round: held.round + 1 });
  if (value === null || value === undefined) return null;
  return (
    <Box component="fieldset" miw={0} m={0} p={0} bd="0" disabled={isReadOnly}>
      <GuestRule
        key={held.round}
        rule={withDays(value as RuleGroupType)}
        onChange={(tree) => {
          const changed = withoutIds(tree);
          if (isReadOnly || saysTheSame(changed, value)) return;
          setHeld({ value: changed, round: held.round });
          onChange(changed);
        }}
      />
    </Box>
  );
}
