// What aws-sdk reaches here: by the service's name in the ARN, the actions that are run. All else is refused at load.

const words = (text: string): readonly string[] => text.split(/\s+/);

export const sdkActions: Readonly<Record<string, readonly string[]>> = {
  dynamodb: words(
    `batchGetItem batchWriteItem createTable deleteItem deleteTable describeContinuousBackups describeTable
    describeTimeToLive getItem listTables putItem query scan transactGetItems transactWriteItems updateItem updateTable
    updateTimeToLive`,
  ),
  dynamodbstreams: words('describeStream getRecords getShardIterator listStreams'),
  eventbridge: words('listRules putEvents'),
  lambda: words('getFunction getFunctionConfiguration invoke listFunctions'),
  scheduler: words(
    'createSchedule deleteSchedule getSchedule getScheduleGroup listScheduleGroups listSchedules updateSchedule',
  ),
  secretsmanager: words('describeSecret getSecretValue listSecretVersionIds listSecrets putSecretValue'),
  sesv2: words('sendEmail'),
  sfn: words(
    `createStateMachine deleteStateMachine describeExecution describeStateMachine describeStateMachineForExecution
    getExecutionHistory listExecutions listStateMachines redriveExecution sendTaskFailure sendTaskHeartbeat
    sendTaskSuccess startExecution startSyncExecution stopExecution updateStateMachine validateStateMachineDefinition`,
  ),
  sqs: words(
    `changeMessageVisibility changeMessageVisibilityBatch deleteMessage deleteMessageBatch getQueueAttributes
    getQueueUrl listDeadLetterSourceQueues listMessageMoveTasks listQueues purgeQueue receiveMessage sendMessage
    sendMessageBatch startMessageMoveTask`,
  ),
};
