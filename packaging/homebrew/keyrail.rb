# Homebrew cask, for a tap: Casks/keyrail.rb
cask "keyrail" do
  version "@VERSION@"
  sha256 "@SHA256:Keyrail-@VERSION@-arm64.dmg@"

  url "https://github.com/keyrail/keyrail/releases/download/v#{version}/Keyrail-#{version}-arm64.dmg"
  name "Keyrail"
  desc "Secrets manager for developers, on your own machine"
  homepage "https://github.com/keyrail/keyrail"

  auto_updates true
  depends_on arch: :arm64
  depends_on macos: ">= :monterey"

  app "Keyrail.app"

  # The vault, ~/Library/Application Support/Keyrail, is left out on purpose: it outlives its app.
  zap trash: "~/Library/Preferences/app.keyrail.desktop.plist"
end
