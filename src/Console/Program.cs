using Microsoft.Extensions.Options;
using Scim.Admin;
using Scim.Admin.SignIn;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddConsole();

WebApplication app = builder.Build();
app.MapConsole();
await app.StartAsync();

// Without a provider only whoever sees this process may sign in.
ConsoleOptions options = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
if (!options.OpenId.IsSet)
{
    string gateway = options.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? "http://localhost:5080";
    Console.WriteLine($"Sign in once, within 15 minutes: {app.Services.GetRequiredService<SignInLinks>().Create(gateway)}");
}

await app.WaitForShutdownAsync();
