using Scim.EmbeddedMongo.Bench;

return await BenchRun.MainAsync(args);
