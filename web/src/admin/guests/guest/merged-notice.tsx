import { Box, Button } from '@mantine/core';
import { Link } from 'react-router';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './guest-page.module.css';
import { nameInWords, useGuestNames } from '../../../entities/guest/use-guest-names';

/** Shown on the page of a second card, with a link to the guest who has it now. */
export function MergedNotice({ mergedInto }: { readonly mergedInto: string }) {
  const { t } = useTranslation('admin');
  const name = useGuestNames([mergedInto])(mergedInto);
  return (
    <section className={classes.merged} aria-label={t('merge.isSource')}>
      <div>
        <Box component="h2" m={0} fz={17} fw={650}>
          {t('merge.isSource')}
        </Box>
        <p>{t('merge.isSourceHelp')}</p>
      </div>
      <Button component={Link} to={`/guests/${mergedInto}`}>
        {t('merge.openGuest', { name: nameInWords(name, t('guests.noName')) })}
      </Button>
    </section>
  );
}
