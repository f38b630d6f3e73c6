import { Textarea } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { type addressFault, MOST_ADDRESS } from './address.rules';

interface AddressFieldProps {
  readonly typed: string;
  /** A reward that may be handed over instead needs no address. */
  readonly isRequired: boolean;
  readonly fault: ReturnType<typeof addressFault>;
  readonly disabled?: boolean;
  /** The dialog around it opens with the focus here. */
  readonly isFirst?: boolean;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
  readonly onChange: (typed: string) => void;
}

/** Asks where a reward is sent. */
export function AddressField(props: AddressFieldProps) {
  const { typed, isRequired, fault, disabled = false, isFirst = false, inputRef, onChange } = props;
  const { t } = useTranslation();
  return (
    <Textarea
      ref={inputRef}
      data-autofocus={isFirst || undefined}
      label={t('address.label')}
      description={t(isRequired ? 'address.help' : 'address.optional')}
      autoComplete={isRequired ? 'street-address' : 'off'}
      rows={3}
      maxLength={MOST_ADDRESS}
      disabled={disabled}
      {...bound(typed, onChange)}
      error={fault === null ? undefined : t(`address.${fault}`)}
    />
  );
}
