import { Button, Flex, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';

interface OpenSaleProps {
  readonly online: boolean;
  readonly onPutAside: () => void;
}

/** Explains that no answer came, so the sale may or may not be recorded, and that sending it again can't record it twice. */
export function OpenSale({ online, onPutAside }: OpenSaleProps) {
  const { t } = useTranslation('cashier');
  const [asks, setAsks] = useState(false);
  const state = online ? 'back' : 'gone';
  return (
    <ProblemNotice words={{ title: t(`openSale.${state}.title`), help: t(`openSale.${state}.help`) }}>
      {asks ? (
        <>
          <Text c="dimmed" lh={1.5}>
            {t('openSale.asideHelp')}
          </Text>
          <Flex gap={8} wrap="wrap">
            <Button variant="default" onClick={onPutAside}>
              {t('openSale.asideYes')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsks(false)}>
              {t('openSale.asideNo')}
            </Button>
          </Flex>
        </>
      ) : (
        <Button mt={10} variant="default" onClick={() => setAsks(true)}>
          {t('openSale.aside')}
        </Button>
      )}
    </ProblemNotice>
  );
}
