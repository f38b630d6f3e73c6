import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import classes from '../../shared/ui/form.module.css';

interface OpenSaleProps {
  readonly online: boolean;
  readonly onPutAside: () => void;
}

/** Says that no answer came, that the sale may be recorded or not, and that sending it again can't double it. */
export function OpenSale({ online, onPutAside }: OpenSaleProps) {
  const { t } = useTranslation('cashier');
  const [asks, setAsks] = useState(false);
  const state = online ? 'back' : 'gone';
  return (
    <ProblemNotice words={{ title: t(`openSale.${state}.title`), help: t(`openSale.${state}.help`) }}>
      {asks ? (
        <>
          <p className={classes.soft}>{t('openSale.asideHelp')}</p>
          <div className={classes.row}>
            <Button variant="default" onClick={onPutAside}>
              {t('openSale.asideYes')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsks(false)}>
              {t('openSale.asideNo')}
            </Button>
          </div>
        </>
      ) : (
        <Button className={classes.inNotice ?? ''} variant="default" onClick={() => setAsks(true)}>
          {t('openSale.aside')}
        </Button>
      )}
    </ProblemNotice>
  );
}
