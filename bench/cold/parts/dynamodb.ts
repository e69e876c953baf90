import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';

export const handler = createWalletStore(new DynamoDBClient(), 'part').load;
