import { Button, Flex, Text } from '@mantine/core';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';

interface AmountQuestionProps {
  readonly amount: number;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks the cashier to confirm an unusual amount. Enter goes back to the amount. */
export function AmountQuestion({ amount, onYes, onClose }: AmountQuestionProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <Dialog title={t('check.unusual.title', { amount: format.money(amount) })} onClose={onClose}>
      <Text mb={16} lh={1.5}>
        {t('check.unusual.help')}
      </Text>
      <Flex gap={8} wrap="wrap">
        <Button data-autofocus onClick={onClose}>
          {t('check.unusual.no')}
        </Button>
        <Button variant="default" onClick={onYes}>
          {t('check.unusual.yes')}
        </Button>
      </Flex>
    </Dialog>
  );
}
