import { Button, Flex, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type MaxBot, type MessageKind, recordMaxContract } from '../../entities/look/max-bot.api';
import { todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import { DateField } from '../../shared/ui/dates/date-field';

const MOST_CHARACTERS = 100;

interface MaxContractDialogProps {
  readonly kind: MessageKind;
  readonly onDone: (bot: MaxBot) => void;
  readonly onClose: () => void;
}

/** Records the contract with MAX by which messages of one kind may go. */
export function MaxContractDialog({ kind, onDone, onClose }: MaxContractDialogProps) {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const recording = useMutation({ mutationFn: recordMaxContract, onSuccess: onDone });
  const { field, onSubmit, marked } = useFields({
    initial: { number: '', signedOn: '' },
    error: recording.error,
    check: ({ number, signedOn }) => ({
      number: number.trim() === '' && t('look.max.numberNeeded'),
      signedOn: signedOn === '' && t('look.max.signedNeeded'),
    }),
  });
  const submit = onSubmit(({ number, signedOn }) => recording.mutate({ kind, number: number.trim(), signedOn }));
  return (
    <Dialog title={t('look.max.recordTitle', { kind: t(`look.max.kind.${kind}`) })} onClose={onClose}>
      <Form onSubmit={submit}>
        <Help>{t('look.max.recordHelp')}</Help>
        <TextInput size="md" label={t('look.max.number')} maxLength={MOST_CHARACTERS} {...field('number')} />
        <DateField size="md" label={t('look.max.signedOn')} max={todayIn(timeZone)} {...field('signedOn')} />
        <FailureNotice error={recording.error} marked={marked} />
        <Flex gap={8} wrap="wrap">
          <Button type="submit" loading={recording.isPending}>
            {t('look.max.turnOn')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('look.max.cancel')}
          </Button>
        </Flex>
      </Form>
    </Dialog>
  );
}
