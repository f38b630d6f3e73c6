import { Button, Flex } from '@mantine/core';
import { IconCircle } from '../../shared/icons/icon-circle';
import { IconCircleCheckFilled } from '../../shared/icons/icon-circle-check-filled';
import { useState } from 'react';
import { Link } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './first-run.module.css';
import { TrialSale } from './trial-sale';
import { type FirstSteps, STEPS, type FirstRunStep } from './use-first-run';

const PAGES: Readonly<Record<Exclude<FirstRunStep, 'sale'>, string>> = {
  restaurant: '/restaurants',
  till: '/restaurants',
  program: '/programs',
  consent: '/settings',
  staff: '/staff?new=true',
  look: '/settings/look',
  guest: '/guests?new=true',
};

/** The steps of a new network to its first sale, each done or open according to the server. */
export function FirstRun({ steps: { done, trial } }: { readonly steps: FirstSteps }) {
  const { t } = useTranslation('admin');
  const [tries, setTries] = useState(false);
  const next = STEPS.find((step) => !done[step]);
  const count = STEPS.filter((step) => done[step]).length;
  return (
    <Panel
      title={t('firstRun.title')}
      aside={<p className={classes.count}>{t('firstRun.count', { count, all: STEPS.length })}</p>}
    >
      <ol className={classes.steps}>
        {STEPS.map((step) => (
          <li key={step} className={classes.step} aria-label={t(`firstRun.step.${step}`)}>
            {done[step] ? (
              <IconCircleCheckFilled className={classes.done} size={28} aria-hidden />
            ) : (
              <IconCircle className={classes.open} size={28} stroke={1.5} aria-hidden />
            )}
            <div className={classes.words}>
              <Flex component="p" gap="4px 12px" wrap="wrap" m={0} fw={650}>
                {t(`firstRun.step.${step}`)}
                <span className={classes.state}>{t(done[step] ? 'firstRun.done' : 'firstRun.open')}</span>
              </Flex>
              <p className={classes.help}>{t(`firstRun.help.${step}`)}</p>
            </div>
            {step === 'sale' ? (
              <div className={classes.acts}>
                <Button variant="default" disabled={trial === null} onClick={() => setTries(true)}>
                  {t('firstRun.trial.open')}
                </Button>
                {/* The till is another application. */}
                <Button component="a" href="/cashier" variant={next === step ? 'filled' : 'default'}>
                  {t(`firstRun.go.${step}`)}
                </Button>
              </div>
            ) : (
              <Button
                component={Link}
                to={done[step] ? (PAGES[step].split('?')[0] ?? '') : PAGES[step]}
                variant={next === step ? 'filled' : 'default'}
              >
                {t(done[step] ? `firstRun.see.${step}` : `firstRun.go.${step}`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {tries && trial !== null && <TrialSale {...trial} onClose={() => setTries(false)} />}
    </Panel>
  );
}
