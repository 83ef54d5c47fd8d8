using Scim.EmbeddedMongo;

return await ServerProcess.RunAsync(args).ConfigureAwait(false);
