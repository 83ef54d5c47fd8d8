using Scim.Standalone;

return await StandaloneProcess.RunAsync(args);
