import { Box, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { type LedgerProof, proofQuery, transactionQuery } from '../../entities/transaction/transaction.api';
import { saveFile } from '../../shared/api/save-file';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './proof-page.module.css';

/** Shows a guest that a transaction of theirs is sealed, and hands over the file with which anybody can check it. */
export function ProofPage() {
  const { t } = useTranslation('cabinet');
  const { id = '' } = useParams();
  const proof = useQuery(proofQuery(id));
  return (
    <>
      <PageHead title={t('proof.title')} sub={t('proof.help')} />
      {proof.isError && <FailureNotice error={proof.error} retry={proof} />}
      {proof.isPending && <Loading />}
      {proof.data?.seal === null && <Notice title={t('proof.waitsTitle')} help={t('proof.waitsHelp')} />}
      {proof.data?.seal != null && <Sealed proof={proof.data} seal={proof.data.seal} />}
    </>
  );
}

interface SealedProps {
  readonly proof: LedgerProof;
  readonly seal: NonNullable<LedgerProof['seal']>;
}

function Sealed({ proof, seal }: SealedProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { data: transaction } = useQuery(transactionQuery(proof.transactionId));
  const file = 'proof.json';
  const key = seal.publicKey === null ? '' : ` --key ${seal.keyId}=${seal.publicKey}`;
  return (
    <Box maw={640}>
      <Panel title={t('proof.proven')}>
        {transaction?.status === 'POSTED' && (
          <Text lh={1.5}>
            {t(`history.${transaction.type}`, { amount: format.money(transaction.payable) })}
            {' · '}
            {format.dateTime(transaction.occurredAt)}
          </Text>
        )}
        <Text lh={1.5}>{t('proof.seal', { number: seal.number, when: format.dateTime(seal.sealedAt) })}</Text>
        <p className={classes.bytes}>{seal.hash}</p>
        <Text lh={1.5}>{t('proof.meaning')}</Text>
        <Button mt={8} onClick={() => saveFile(new Blob([JSON.stringify(proof)]), file)}>
          {t('proof.save')}
        </Button>
      </Panel>
      {proof.publications.length > 0 && (
        <Panel title={t('proof.published')}>
          {proof.publications.map(({ place, number, publishedAt }) => (
            <Text key={place} lh={1.5}>
              {t(`proof.place.${place}`)}
              {' · '}
              {format.dateTime(publishedAt)}
              {number > seal.number && ` · ${t('proof.later', { number })}`}
            </Text>
          ))}
        </Panel>
      )}
      <Panel title={t('proof.check')}>
        <Text lh={1.5}>{t('proof.checkHelp')}</Text>
        <code className={classes.bytes}>{`npx ./packages/verify ${file}${key}`}</code>
        <Text lh={1.5}>{t('proof.keyHelp')}</Text>
      </Panel>
    </Box>
  );
}
